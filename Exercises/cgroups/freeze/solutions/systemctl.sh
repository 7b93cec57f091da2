# systemd's words for the same file.
systemctl --user freeze lab-{{run}}; sleep {{hold}}.7; systemctl --user thaw lab-{{run}}
#: wait goes-on 40s
