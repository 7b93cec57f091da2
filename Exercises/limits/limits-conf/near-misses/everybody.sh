# A * is for every user, and the group was asked for.
printf '* soft nofile {{soft}}\n* hard nofile {{hard}}\n' > /etc/security/limits.d/90-team.conf
#: trial login
rm /etc/security/limits.d/90-team.conf
#: until '! pgrep -u user-{{run}},mate-{{run}},guest-{{run}} > /dev/null' 40s
