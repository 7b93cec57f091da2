# Takes the parent's RSS, as if the children had written to nothing.
lab answer "$(( $(ps -o rss= -p $job) / 1024 ))"
