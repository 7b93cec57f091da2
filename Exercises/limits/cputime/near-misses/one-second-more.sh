# Off by one: {{s}} are done when the next one begins? The limit is the number.
(ulimit -St $(( {{s}} + 1 )); exec lab-burn --run {{run}})
