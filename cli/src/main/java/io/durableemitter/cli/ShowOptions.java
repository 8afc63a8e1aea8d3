package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.durableemitter.api.Payload;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Option;

/** How much of one event is shown, and as what. */
final class ShowOptions {

  @Option(
      names = "--payload",
      description = "Show the event as CloudEvents JSON, or its bytes in base64 if it is none.")
  private boolean payload;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  void print(PrintWriter out, Map<String, Object> fields, Payload carried)
      throws JsonProcessingException {
    if (payload) {
      fields.putAll(FieldList.decoded(carried.toByteArray()));
    }
    FieldList.print(out, fields, json);
  }
}
