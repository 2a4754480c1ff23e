"""What does the page of backups say?"""

from __future__ import annotations

from zhanggui.surfaces.web.words.both import both

BACKING_UP = both(
    subject_backups=("备份与恢复", "Backup and restore"),
    backups_title=("备份与恢复", "Backup and restore"),
    backups_lead=(
        "备份是一个文件里的整家店，用店铺密钥加密，不停服。密钥不在里面：请在别处另存密钥文件和同目录的 .erased 名单，没有它们就无法恢复。",
        "A backup is the whole shop in one file, sealed with the shop's key, made while the shop serves. The key is not in it: keep the key file and the .erased list beside it elsewhere; nothing is restored without them.",
    ),
    backups_open=("备份与恢复", "Back up and restore"),
    backups_kept=("服务里的备份", "Backups that lie with the service"),
    backups_kept_lead=(
        "最新 {most} 份保留 {days} 天，之后自动删除；请下载后存到另一台机器上。谁下载过都有记录。",
        "The newest {most} are kept for {days} {days:day|days}, then deleted. Download them to another machine; who did is on record.",
    ),
    backups_last=("上次备份：{at}", "Last backup: {at}"),
    backups_never=("还没有备份过。", "No backup was ever made."),
    backup_make=("现在备份", "Back up now"),
    backup_fetch=("下载", "Download"),
    backup_delete=("删除", "Delete"),
    backups_jobs=("最近的任务", "Latest jobs"),
    backup_job_backup=("备份", "Backup"),
    backup_job_restore=("恢复到 {folder}", "Restore into {folder}"),
    backup_queued=("排队中", "Waiting"),
    backup_running=("进行中", "Going on"),
    backup_done=("完成", "Done"),
    backup_failed=("没有成功", "Failed"),
    backup_said=("{backup}（{size}）", "{backup} ({size})"),
    restore_said=(
        "“{name}”（备份于 {made}）已恢复并核对无误：{files} 个文件的指纹、事件链到第 {position} 条、从落地数据重建的快照、{metrics} 个指标；备份后删除的顾客又删除了一次：{erased_again} 个假名。要改用它：停止服务，再运行 zhanggui --shop {folder} serve。",
        "'{name}' (backed up {made}) is back and checked: {files} {files:fingerprint|fingerprints}, the chain up to event {position}, a version rebuilt from what was landed, {metrics} {metrics:metric|metrics}; erased since and erased again: {erased_again} {erased_again:pseudonym|pseudonyms}. To change over, stop the service and run zhanggui --shop {folder} serve.",
    ),
    restore_title=("恢复", "Restore"),
    restore_lead=(
        "总是恢复到一个新文件夹，正在使用的店不受影响。指纹、事件链和全部指标一致才算恢复；任何一处不符，什么都不会留下。",
        "Always into a new folder; the shop in use stays as it is. Fingerprints, chain and all metrics must agree, else nothing is left behind.",
    ),
    restore_kept=("服务里的备份", "A backup kept here"),
    restore_none=("不选（上传文件）", "none (upload one)"),
    restore_file=("或上传备份文件", "Or upload a backup"),
    restore_folder=("新文件夹名", "Name of the new folder"),
    restore_folder_hint=(
        "与本店文件夹并列，不能已经存在。超过 1 GiB 的备份请放到服务器上，用 zhanggui restore 恢复。",
        "It comes to lie beside the shop's folder and must not exist yet. Put a backup of more than 1 GiB on the server and run zhanggui restore.",
    ),
    restore_button=("恢复到新文件夹", "Restore into a new folder"),
    done_backup_made=("已备份。", "Backed up."),
    done_backup_queued=("已排队，本页会自动刷新。", "In line; this page follows it."),
    done_backup_restored=("已恢复到新文件夹并核对无误。", "Restored into a new folder and checked."),
    done_backup_deleted=("备份已删除。", "The backup is deleted."),
)
