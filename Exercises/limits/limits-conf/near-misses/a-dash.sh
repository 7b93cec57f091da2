# One line for both.
echo '@team-{{run}} - nofile {{hard}}' > /etc/security/limits.d/90-team.conf
#: trial login
