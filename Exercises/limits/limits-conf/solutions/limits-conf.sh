# At the end of limits.conf itself: both by a dash, then the soft one lower.
echo '@team-{{run}} - nofile {{hard}}' >> /etc/security/limits.conf; echo '@team-{{run}} soft nofile {{soft}}' >> /etc/security/limits.conf
su - user-{{run}} -c 'ulimit -Sn; ulimit -Hn'
#: trial login
#: wait lasting 15s
#: until '! pgrep -u user-{{run}},mate-{{run}},guest-{{run}} > /dev/null' 40s
