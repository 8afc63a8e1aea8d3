package io.durableemitter.ingress;

import io.grpc.Metadata;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/** Lets a propagator read the headers of a call; those with bytes for a value are none of its. */
enum MetadataGetter implements TextMapGetter<Metadata> {
  INSTANCE;

  @Override
  @SuppressWarnings("deprecation") // older versions of the API ask for it
  public Iterable<String> keys(Metadata carrier) {
    return carrier.keys().stream().filter(MetadataGetter::isText).toList();
  }

  private static boolean isText(String key) {
    return !key.endsWith(Metadata.BINARY_HEADER_SUFFIX);
  }

  @Override
  public @Nullable String get(@Nullable Metadata carrier, String key) {
    return carrier == null || !isText(key)
        ? null
        : carrier.get(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER));
  }
}
