{% from "macros.j2" import tags %}
a:
  aws.ec2.vpc.present:
    - tags: {{ tags() }}
