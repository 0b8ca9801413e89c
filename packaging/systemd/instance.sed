# Makes munimentd@.service of munimentd.service: settings, keys and state of its own for each instance.
s|^Description=.*|& (%i)|
s|^ExecStart=.*|& --config /etc/muniment/%i.conf|
s|/etc/muniment/keys/|&%i/|
s|^StateDirectory=.*|&/%i|
s|^RuntimeDirectory=.*|&/%i|
s|^WantedBy=.*|WantedBy=munimentd.target|
s|^Wants=.*|&\nPartOf=munimentd.target|
