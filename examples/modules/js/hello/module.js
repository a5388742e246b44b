// What the component imports and exports; the rest is in `hello.js`, which can be tested without it.

import context from "wasmidem:host/context@0.1.0";
import identity from "wasmidem:sts/identity@0.1.0";

import { offer } from "./hello.js";

export const functions = offer(context, identity);
