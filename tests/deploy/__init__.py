"""What `deploy/` holds, judged by the programs that read it: nginx, systemd, compose, helm."""
