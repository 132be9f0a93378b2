"""The first run's set-up, the learner's own copy of the notebooks, and opening JupyterLab."""
