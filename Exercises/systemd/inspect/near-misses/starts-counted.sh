# Counts every start in the journal, the first one too.
lab answer restarts="$(journalctl --user -u {{server.unit}} -o cat | grep -c '^Started ')"
