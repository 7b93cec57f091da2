# Asks for the loaders' parent while that is still the trainer.
lab answer "$(ps -o ppid= -p $(pgrep -P $job | head -n 1) | tr -d ' ')"
