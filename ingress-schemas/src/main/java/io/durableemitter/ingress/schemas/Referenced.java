package io.durableemitter.ingress.schemas;

import io.durableemitter.proto.common.Schema;

/**
 * A schema that another one refers to.
 *
 * @param name what the other one calls it: a path to import, a URI, a full name
 * @param schema the schema
 */
record Referenced(String name, Schema schema) {}
