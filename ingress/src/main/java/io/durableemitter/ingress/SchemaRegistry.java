package io.durableemitter.ingress;

import io.durableemitter.proto.common.RegisteredSchema;
import io.durableemitter.proto.common.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives schemas versions: the next one whenever the text of a subject changes. Bounded, in memory.
 */
final class SchemaRegistry {

  private static final int MAX_SUBJECTS = 10_000;

  private record Version(int number, String text) {}

  private final Map<String, Version> latest = new LinkedHashMap<>();

  synchronized List<RegisteredSchema> register(List<Schema> schemas) {
    List<RegisteredSchema> registered = new ArrayList<>();
    for (Schema schema : schemas) {
      if (schema.getSubject().isEmpty()) {
        throw new IllegalArgumentException("a schema has no subject");
      }
      if (latest.size() >= MAX_SUBJECTS && !latest.containsKey(schema.getSubject())) {
        throw new IllegalStateException("the registry is full: " + MAX_SUBJECTS + " subjects");
      }
      Version version =
          latest.merge(
              schema.getSubject(),
              new Version(1, schema.getSchema()),
              (old, one) ->
                  old.text().equals(one.text()) ? old : new Version(old.number() + 1, one.text()));
      registered.add(
          RegisteredSchema.newBuilder()
              .setSubject(schema.getSubject())
              .setVersion(version.number())
              .build());
    }
    return registered;
  }
}
