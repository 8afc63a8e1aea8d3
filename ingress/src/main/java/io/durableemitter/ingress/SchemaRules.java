package io.durableemitter.ingress;

import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.proto.common.Schema;
import io.durableemitter.proto.common.SchemaReference;
import io.durableemitter.proto.common.SchemaType;
import java.util.List;

/** What every schema must have, whichever store it goes to, and how large it may be. */
public final class SchemaRules {

  /** The most bytes of a schema as it is encoded, with its references and metadata. */
  public static final int MAX_SCHEMA_BYTES = 512 << 10;

  /** The most characters of a subject. */
  public static final int MAX_SUBJECT_LENGTH = 1_000;

  /** The most schemas that one refers to, and that one call registers. */
  public static final int MAX_REFERENCES = 100;

  private static final int LONGEST_SHOWN = 100;

  private SchemaRules() {}

  /**
   * Checks the schemas of one call.
   *
   * @param schemas any number
   * @throws SchemaStoreException with {@link SchemaStoreException.Reason#INVALID} if one of them
   *     cannot be registered; the message names it
   */
  public static void check(List<Schema> schemas) {
    if (schemas.size() > MAX_REFERENCES) {
      throw invalid(
          "a call registers at most " + MAX_REFERENCES + " schemas, not " + schemas.size());
    }
    schemas.forEach(SchemaRules::check);
  }

  private static void check(Schema schema) {
    if (schema.getSubject().isEmpty()) {
      throw invalid("a schema has no subject");
    }
    if (schema.getSubject().length() > MAX_SUBJECT_LENGTH) {
      throw invalid("the subject of a schema is longer than " + MAX_SUBJECT_LENGTH + " characters");
    }
    String named = named(schema);
    if (schema.getSerializedSize() > MAX_SCHEMA_BYTES) {
      throw invalid(
          named
              + " has "
              + schema.getSerializedSize()
              + " bytes, more than the "
              + MAX_SCHEMA_BYTES
              + " that one may have");
    }
    if (schema.getFormat() == SchemaType.UNRECOGNIZED) {
      throw invalid(named + " has an unknown format; it must be PROTOBUF, AVRO or JSON");
    }
    if (schema.getReferencesCount() > MAX_REFERENCES) {
      throw invalid(named + " has more than " + MAX_REFERENCES + " references");
    }
    for (SchemaReference reference : schema.getReferencesList()) {
      if (reference.getSubject().isEmpty() || reference.getVersion() < 1) {
        throw invalid(named + " has a reference without a subject or without a version");
      }
    }
  }

  /**
   * Names a schema in a message.
   *
   * @param schema the schema
   * @return words with its subject, made safe for a line
   */
  public static String named(Schema schema) {
    return "the schema of " + ForeignText.oneLine(schema.getSubject(), LONGEST_SHOWN);
  }

  private static SchemaStoreException invalid(String message) {
    return new SchemaStoreException(SchemaStoreException.Reason.INVALID, message);
  }
}
