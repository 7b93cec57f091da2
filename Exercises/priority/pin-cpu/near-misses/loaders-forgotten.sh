# All threads of the trainer; its loaders still go anywhere.
taskset -acp {{cpu}} $job
