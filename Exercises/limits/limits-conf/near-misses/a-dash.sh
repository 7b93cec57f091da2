# One line for both.
echo '@team-{{run}} - nofile {{hard}}' > /etc/security/limits.d/90-team.conf
#: trial login
rm /etc/security/limits.d/90-team.conf
#: until '! pgrep -u user-{{run}},mate-{{run}},guest-{{run}} > /dev/null' 40s
