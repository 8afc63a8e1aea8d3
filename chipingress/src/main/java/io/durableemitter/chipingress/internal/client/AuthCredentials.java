package io.durableemitter.chipingress.internal.client;

import io.durableemitter.chipingress.auth.HeaderProvider;
import io.grpc.CallCredentials;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Puts the headers of a provider on each call, as soon as they are there. */
public final class AuthCredentials extends CallCredentials {

  private static final Status NO_HEADERS =
      Status.UNAVAILABLE.withDescription("the headers of the call could not be made");

  private final HeaderProvider provider;

  public AuthCredentials(HeaderProvider provider) {
    this.provider = provider;
  }

  @Override
  public void applyRequestMetadata(
      RequestInfo request, Executor executor, MetadataApplier applier) {
    var unused =
        provider
            .headers()
            .whenComplete(
                (headers, error) -> {
                  try {
                    if (headers != null) {
                      applier.apply(metadata(headers));
                    } else {
                      applier.fail(failure(error));
                    }
                  } catch (Throwable thrown) {
                    // the call would wait for its headers until its deadline
                    applier.fail(NO_HEADERS.withCause(thrown));
                  }
                });
  }

  private static Metadata metadata(Map<String, String> headers) {
    Metadata metadata = new Metadata();
    headers.forEach(
        (name, value) ->
            metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
    return metadata;
  }

  private static Status failure(@Nullable Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    return Status.UNAUTHENTICATED.withDescription(
        cause == null ? "no credentials" : cause.getMessage());
  }
}
