"""What can be wrong with a backup, and what should the person do next?"""

from __future__ import annotations

from zhanggui.core.errors import Conflict, NotAllowed, NotFound, RequestAtFault, ShopAtFault
from zhanggui.core.words import Words


class BackupThere(Conflict):
    """The file would be overwritten."""

    sentence = Words(
        zh="{file} 已经存在，不会覆盖。请换一个文件名。",
        en="{file} is there already and is not overwritten. Choose another name.",
    )


class BackupMissing(RequestAtFault):
    """There is no such file."""

    sentence = Words(zh="找不到备份文件 {file}。请检查路径。", en="There is no backup {file}. Check the path.")


class NotABackup(RequestAtFault):
    """The file is no backup of a shop, or one that was cut off."""

    sentence = Words(
        zh="{file} 不是完整的店铺备份（{why}）。可能没有传完：请重新复制，或改用另一份备份。",
        en="{file} is no whole backup of a shop ({why}). It may have been cut off: copy it again or take another one.",
    )


class BackupDamaged(RequestAtFault):
    """A file in the backup is not what was put into it."""

    sentence = Words(
        zh="备份 {file} 已损坏：“{member}”与清单的指纹不符。什么都没有恢复；请改用另一份备份。",
        en="The backup {file} is damaged: '{member}' differs from its fingerprint. Nothing was restored; take another one.",
    )


class BackupUnsafe(RequestAtFault):
    """A name in the backup leads out of the folder, or is not on its list."""

    sentence = Words(
        zh="备份 {file} 里的“{member}”不该出现，可能是有人动过。什么都没有恢复。",
        en="'{member}' has no business in the backup {file}; somebody may have tampered with it. Nothing was restored.",
    )


class BackupTooNew(RequestAtFault):
    """The backup was written by a newer version of the product."""

    sentence = Words(
        zh="备份的格式是第 {found} 版，本程序只认到第 {known} 版。请升级掌柜后再恢复。",
        en="The backup has format {found}, this program knows {known}. Upgrade Zhanggui and restore again.",
    )


class BackupKeyMissing(ShopAtFault):
    """The shop's key is not where it must be before anything is restored."""

    sentence = Words(
        zh="恢复需要店铺密钥，它从不在备份里。请把它放到 {key}（权限 600，同目录的 .erased 名单也一并放回），再运行一次。",
        en="Restoring takes the shop's key, which is never in a backup. Put it at {key} (mode 600), with the .erased list "
        "that lay beside it, and run this again.",
    )


class BackupKeyWrong(ShopAtFault):
    """The key that is there made another shop's backup."""

    sentence = Words(
        zh="{key} 不是制作这份备份时的店铺密钥。请放回原来的密钥再运行一次；什么都没有恢复。",
        en="{key} is not the key with which this backup was made. Put the right one there and run this again; nothing was restored.",
    )


class FolderThere(Conflict):
    """The folder to restore into is not empty."""

    sentence = Words(
        zh="{folder} 已经有内容，不会覆盖。请换一个空的或还不存在的文件夹。",
        en="{folder} is not empty and nothing in it is overwritten. Name a folder that is empty or not there yet.",
    )


class RestoredDiffers(ShopAtFault):
    """What was restored does not count up to what was kept."""

    sentence = Words(
        zh="恢复后的数字与备份时不同（{what}）。没有放到 {folder}；请改用另一份备份。",
        en="What was restored does not count up to what was kept ({what}). Nothing was put into {folder}; take another backup.",
    )


class NoSuchBackup(NotFound):
    """The service keeps no backup of that name."""

    sentence = Words(
        zh="服务里没有名为“{name}”的备份，可能已过期或已删除。请刷新列表再选。",
        en="The service keeps no backup '{name}'; it may have expired or been deleted. Look at the list again.",
    )


class BackupFolderNotUsable(RequestAtFault):
    """The name of the new folder leads elsewhere, or is taken."""

    sentence = Words(
        zh="不能恢复到“{name}”：要一个还不存在的文件夹名，1 到 60 个字母、数字、汉字、- 或 _，不含路径。",
        en="'{name}' cannot be restored into: name a folder that is not there yet, with 1 to 60 letters, digits, - or _ and no path.",
    )


class BackupOfAnotherShop(NotAllowed):
    """A shop's service restores that shop alone."""

    sentence = Words(
        zh="这是另一家店的备份。网页和 HTTP 只恢复本店；请在服务器上用 zhanggui restore。什么都没有恢复。",
        en="This is another shop's backup. Pages and HTTP restore their own shop alone; run zhanggui restore on the server. "
        "Nothing was restored.",
    )


class DiskTooFull(ShopAtFault):
    """What the backup holds does not fit on the disk."""

    sentence = Words(
        zh="磁盘剩余 {free}，恢复需要 {needed}。腾出空间后再试；什么都没有恢复。",
        en="The disk has {free} left and restoring takes {needed}. Make room and try again; nothing was restored.",
    )
