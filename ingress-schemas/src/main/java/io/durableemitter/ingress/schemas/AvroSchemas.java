package io.durableemitter.ingress.schemas;

import io.durableemitter.api.internal.text.ErrorText;
import io.durableemitter.api.internal.text.ForeignText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Schemas of Avro; data is in the binary encoding, without any header. */
final class AvroSchemas {

  private static final int LONGEST_SHOWN = 200;

  private AvroSchemas() {}

  static CompiledSchema compile(String text, List<Referenced> references) {
    Schema.Parser parser = new Schema.Parser();
    for (Referenced one : references) {
      Schema unused = parse(parser, one.schema().getSchema());
    }
    Schema schema = parse(parser, text);
    return (event, data) -> fault(schema, data);
  }

  private static Schema parse(Schema.Parser parser, String text) {
    if (JsonText.read(text.getBytes(StandardCharsets.UTF_8)).isEmpty()) {
      throw new UnusableSchemaException(
          "it is no JSON, or deeper than " + JsonText.DEEPEST + " levels");
    }
    try {
      return parser.parse(text);
    } catch (AvroRuntimeException e) {
      throw new UnusableSchemaException(
          "it is no schema of Avro: " + ForeignText.oneLine(ErrorText.message(e), LONGEST_SHOWN),
          e);
    }
  }

  private static Optional<String> fault(Schema schema, byte[] data) {
    AvroWalk walk = new AvroWalk(data);
    try {
      walk.over(schema);
      return walk.isAtEnd()
          ? Optional.empty()
          : Optional.of("there is more data than its schema has fields");
    } catch (IOException | RuntimeException e) {
      return Optional.of(
          e instanceof UnusableSchemaException
              ? String.valueOf(e.getMessage())
              : "at " + walk.path() + " it is not as its schema says, or ends too early");
    }
  }
}
