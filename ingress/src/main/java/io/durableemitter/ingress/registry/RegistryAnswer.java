package io.durableemitter.ingress.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.ingress.SchemaStoreException;
import io.durableemitter.ingress.SchemaStoreException.Reason;
import io.durableemitter.ingress.StoredSchema;
import io.durableemitter.proto.common.Schema;
import io.durableemitter.proto.common.SchemaReference;
import io.durableemitter.proto.common.SchemaType;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * What the registry answered, and how schemas are written for it.
 *
 * @param status of HTTP
 * @param body what came with it; empty unless it is an object of JSON
 */
record RegistryAnswer(int status, JsonNode body) {

  private static final int LONGEST_SHOWN = 300;
  private static final int DEEPEST = 20;
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .build())
          .build();

  static RegistryAnswer of(int status, byte[] body) {
    try {
      JsonNode read = JSON.readTree(body);
      return new RegistryAnswer(status, read.isObject() ? read : JSON.createObjectNode());
    } catch (IOException e) {
      // what is missing is found by who looks for it
      return new RegistryAnswer(status, JSON.createObjectNode());
    }
  }

  static byte[] request(Schema schema) {
    ObjectNode request = JSON.createObjectNode();
    request.put("schemaType", schema.getFormat().name());
    request.put("schema", schema.getSchema());
    ArrayNode references = request.putArray("references");
    for (SchemaReference reference : schema.getReferencesList()) {
      references
          .addObject()
          .put("name", reference.getName())
          .put("subject", reference.getSubject())
          .put("version", reference.getVersion());
    }
    try {
      return JSON.writeValueAsBytes(request);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an object of JSON can be written", e);
    }
  }

  boolean isOk() {
    return status == 200;
  }

  boolean isMissing() {
    return status == 404;
  }

  OptionalInt version() {
    JsonNode version = body.path("version");
    return version.isInt() && version.intValue() > 0
        ? OptionalInt.of(version.intValue())
        : OptionalInt.empty();
  }

  StoredSchema schema(String subject) {
    JsonNode text = body.path("schema");
    String type = body.path("schemaType").asText(SchemaType.AVRO.name());
    if (version().isEmpty()
        || !text.isTextual()
        || Arrays.stream(SchemaType.values()).noneMatch(known -> known.name().equals(type))) {
      throw new SchemaStoreException(
          Reason.UNAVAILABLE,
          "the registry's answer has no version, no schema or an unknown schemaType");
    }
    Schema.Builder schema =
        Schema.newBuilder()
            .setSubject(subject)
            .setFormat(SchemaType.valueOf(type))
            .setSchema(text.textValue());
    for (JsonNode reference : body.path("references")) {
      schema.addReferences(
          SchemaReference.newBuilder()
              .setName(reference.path("name").asText())
              .setSubject(reference.path("subject").asText())
              .setVersion(reference.path("version").asInt()));
    }
    return new StoredSchema(version().getAsInt(), schema.build());
  }

  /** Of an answer that is none of those that were hoped for. */
  SchemaStoreException failure() {
    String told = ForeignText.oneLine(body.path("message").asText(), LONGEST_SHOWN);
    String why = "HTTP " + status + (told.isEmpty() ? "" : ": " + told);
    return switch (status) {
      case 409, 422 ->
          new SchemaStoreException(Reason.INVALID, "the registry refuses the schema, " + why);
      case 401, 403 ->
          new SchemaStoreException(
              Reason.UNAVAILABLE, "the registry refuses the credentials, " + why);
      default -> new SchemaStoreException(Reason.UNAVAILABLE, "the registry fails, " + why);
    };
  }
}
