package io.durableemitter.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An event in one line, for people. */
final class EventLine {

  private static final int DATA = 120;

  private EventLine() {}

  static String of(CloudEvent event) {
    String extensions =
        event.getExtensionNames().stream()
            .sorted()
            .map(name -> name + "=" + EventAssert.text(event.getExtension(name)))
            .collect(Collectors.joining(", "));
    return "%s from %s%s, id %s, %s%s"
        .formatted(
            event.getType(),
            event.getSource(),
            optional(event.getSubject()).map(subject -> ", subject " + subject).orElse(""),
            event.getId(),
            data(event),
            extensions.isEmpty() ? "" : ", " + extensions);
  }

  static Optional<byte[]> bytes(CloudEvent event) {
    CloudEventData data = event.getData();
    return data == null ? Optional.empty() : Optional.of(data.toBytes());
  }

  private static String data(CloudEvent event) {
    Optional<byte[]> data = bytes(event);
    if (data.isEmpty()) {
      return "no data";
    }
    String type = optional(event.getDataContentType()).orElse("no content type");
    boolean readable = type.matches("(?i).*(json|text|xml|csv).*");
    return readable
        ? type + " " + cut(new String(data.get(), UTF_8))
        : data.get().length + " bytes of " + type;
  }

  private static String cut(String text) {
    return text.length() <= DATA ? text : text.substring(0, DATA) + "…";
  }

  private static Optional<String> optional(@Nullable String value) {
    return Optional.ofNullable(value);
  }
}
