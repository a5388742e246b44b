{% from "macros.j2" import tags %}
{% include "more.j2" %}
a:
  aws.ec2.vpc.present:
    - tags: {{ tags("web") }}
    - wrong: "${aws.ec2.vpc:a}"
