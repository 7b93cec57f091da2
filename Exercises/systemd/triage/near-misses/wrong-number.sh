# 200 and 203 confused.
printf '%s\n' 203={{b}} 200={{a}} timeout={{c}} not-found={{d}} 98={{e}} > causes
