# Lists the trainers by program name and keeps the one whose --run ends there.
lab answer "$(pgrep -ax lab-train | grep -E -- '--run {{run}}( |$)' | cut -d' ' -f1)"
