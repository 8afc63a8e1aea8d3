package io.durableemitter.chipingress;

import io.grpc.Metadata;
import io.opentelemetry.context.propagation.TextMapSetter;
import org.jspecify.annotations.Nullable;

/** How a trace is written to the headers of a call. */
enum CallHeaders implements TextMapSetter<Metadata> {
  SETTER;

  @Override
  public void set(@Nullable Metadata headers, String key, String value) {
    if (headers != null) {
      headers.put(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER), value);
    }
  }
}
