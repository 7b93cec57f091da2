# Only the soft one: the hard limit is what it was.
echo '@team-{{run}} soft nofile {{soft}}' > /etc/security/limits.d/90-team.conf
#: trial login
rm /etc/security/limits.d/90-team.conf
#: until '! pgrep -u user-{{run}},mate-{{run}},guest-{{run}} > /dev/null' 40s
