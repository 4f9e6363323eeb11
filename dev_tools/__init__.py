"""Tools for development: the environment, a real ComfyUI server, workflows, templates and their pictures.

The modules that dev.py imports need only the standard library.
"""
