# Without the @ it is for a user of that name, and there is none.
printf 'team-{{run}} soft nofile {{soft}}\nteam-{{run}} hard nofile {{hard}}\n' > /etc/security/limits.d/90-team.conf
#: trial login
rm /etc/security/limits.d/90-team.conf
#: until '! pgrep -u user-{{run}},mate-{{run}},guest-{{run}} > /dev/null' 40s
