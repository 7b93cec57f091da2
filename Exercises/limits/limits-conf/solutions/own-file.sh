# A file of its own in limits.d, a line for soft and one for hard.
printf '@team-{{run}} soft nofile {{soft}}\n@team-{{run}} hard nofile {{hard}}\n' > /etc/security/limits.d/90-team.conf
#: trial login
#: wait lasting 15s
rm /etc/security/limits.d/90-team.conf
#: until '! pgrep -u user-{{run}},mate-{{run}},guest-{{run}} > /dev/null' 40s
