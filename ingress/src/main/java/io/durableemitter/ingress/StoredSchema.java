package io.durableemitter.ingress;

import io.durableemitter.proto.common.Schema;

/**
 * A schema that was registered. Immutable.
 *
 * @param version 1 or more
 * @param schema its subject, format, text and references
 */
public record StoredSchema(int version, Schema schema) {}
