"""What dev.py and tests/host share: the environment, a real ComfyUI server, workflows. Standard library only."""
