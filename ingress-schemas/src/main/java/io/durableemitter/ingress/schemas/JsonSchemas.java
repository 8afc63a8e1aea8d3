package io.durableemitter.ingress.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.AbsoluteIri;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.regex.RegularExpression;
import io.durableemitter.api.internal.text.ErrorText;
import io.durableemitter.api.internal.text.ForeignText;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Schemas of JSON Schema, 2020-12 unless they name an older draft. Nothing is fetched: what a
 * reference names must be among those that were registered with the schema. Regular expressions are
 * RE2's, whose time grows with the text alone.
 */
final class JsonSchemas {

  private static final int LARGEST_REGEX = 20_000;
  private static final int LONGEST_SHOWN = 200;
  private static final int MOST_STEPS = 1_000_000;
  private static final int DEEPEST_STEP = 400;

  private JsonSchemas() {}

  /** Stops what takes too long, whatever schema and data are. */
  private static final class Budget extends ExecutionContext {
    private int steps;
    private int depth;

    @Override
    public void evaluationPathAddLast(String token) {
      step();
      super.evaluationPathAddLast(token);
    }

    @Override
    public void evaluationPathAddLast(int index) {
      step();
      super.evaluationPathAddLast(index);
    }

    private void step() {
      steps++;
      depth++;
      if (steps > MOST_STEPS || depth > DEEPEST_STEP) {
        throw new UnusableSchemaException("to check it takes too many steps");
      }
    }

    @Override
    public void evaluationPathRemoveLast() {
      depth--;
      super.evaluationPathRemoveLast();
    }
  }

  static CompiledSchema compile(String text, List<Referenced> references) {
    JsonNode root = node("it", text);
    Map<String, String> known = new HashMap<>();
    for (Referenced one : references) {
      JsonNode unused =
          node(ForeignText.oneLine(one.name(), LONGEST_SHOWN), one.schema().getSchema());
      known.put(one.name(), one.schema().getSchema());
    }
    SchemaRegistryConfig config =
        SchemaRegistryConfig.builder()
            .regularExpressionFactory(JsonSchemas::regex)
            .formatAssertionsEnabled(false)
            .failFast(true)
            .preloadSchema(true)
            .build();
    SchemaRegistry registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder ->
                builder
                    .schemaRegistryConfig(config)
                    .schemas(known)
                    .schemaLoader(
                        loader -> loader.fetchRemoteResources(false).block(JsonSchemas::isLocal)));
    try {
      Schema schema = registry.getSchema(root);
      schema.initializeValidators();
      return (event, data) -> fault(schema, data);
    } catch (SchemaException | IllegalArgumentException e) {
      throw new UnusableSchemaException(
          "it is no JSON Schema: " + ForeignText.oneLine(ErrorText.message(e), LONGEST_SHOWN), e);
    }
  }

  /** What others could make this process read. */
  private static boolean isLocal(AbsoluteIri iri) {
    String text = iri.toString();
    return text.startsWith("classpath:")
        || text.startsWith("resource:")
        || text.startsWith("file:");
  }

  private static JsonNode node(String what, String text) {
    JsonNode node =
        JsonText.read(text.getBytes(StandardCharsets.UTF_8))
            .orElseThrow(
                () ->
                    new UnusableSchemaException(
                        what + " is no JSON, or deeper than " + JsonText.DEEPEST + " levels"));
    if (!node.isObject() && !node.isBoolean()) {
      throw new UnusableSchemaException(what + " is neither an object nor a boolean");
    }
    return node;
  }

  private static RegularExpression regex(String regex) {
    if (RegexSize.of(regex) > LARGEST_REGEX) {
      throw new UnusableSchemaException(
          "a regular expression has more than " + LARGEST_REGEX + " steps when it is written out");
    }
    try {
      Pattern pattern = Pattern.compile(regex);
      return value -> pattern.matcher(value).find();
    } catch (PatternSyntaxException e) {
      throw new UnusableSchemaException(
          "a regular expression is none of RE2: "
              + ForeignText.oneLine(String.valueOf(e.getDescription()), LONGEST_SHOWN),
          e);
    }
  }

  private static Optional<String> fault(Schema schema, byte[] data) {
    Optional<JsonNode> node = JsonText.read(data);
    if (node.isEmpty()) {
      return Optional.of("it is no JSON, or deeper than " + JsonText.DEEPEST + " levels");
    }
    try {
      Budget budget = new Budget();
      budget.setExecutionConfig(schema.createExecutionContext().getExecutionConfig());
      List<Error> errors = schema.validate(budget, node.get(), OutputFormat.DEFAULT);
      return errors.stream().findFirst().map(JsonSchemas::text);
    } catch (UnusableSchemaException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (SchemaException e) {
      return Optional.of("its schema refers to what was not registered with it");
    }
  }

  /** Where and by which word of the schema; the rest of the message may have content. */
  private static String text(Error error) {
    return ForeignText.oneLine(
        "at "
            + (error.getInstanceLocation().getNameCount() == 0
                ? "its root"
                : error.getInstanceLocation())
            + " it is not as "
            + error.getKeyword()
            + " asks",
        LONGEST_SHOWN);
  }
}
