// What the component imports and exports; the rest is in `gateway.js`, which can be tested without it.

import gateways from "wasmidem:ec2/internet-gateway@0.1.0";
import tags from "wasmidem:ec2/tags@0.1.0";

import { manage } from "./gateway.js";

export const resources = manage(gateways, tags);
