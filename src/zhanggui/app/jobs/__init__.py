"""What happens while nobody waits: queued loads, the worker that carries them out, the folder that is watched."""
