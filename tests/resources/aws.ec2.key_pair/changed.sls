it:
  aws.ec2.key_pair.present:
    - name: it
    - public_key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEiKc0T2kSXSYEFwTrUZWLSzvYAsIeTS9T9xZJgcHzTk it
    - tags: {team: b}
