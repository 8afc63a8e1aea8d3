package io.durableemitter.ingress.registry;

import io.durableemitter.api.internal.config.Ranges;
import io.durableemitter.ingress.SchemaRules;
import io.durableemitter.ingress.SchemaStore;
import io.durableemitter.ingress.SchemaStoreException;
import io.durableemitter.ingress.SchemaStoreException.Reason;
import io.durableemitter.ingress.StoredSchema;
import io.durableemitter.proto.common.RegisteredSchema;
import io.durableemitter.proto.common.Schema;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * Keeps schemas in a Schema Registry, by the REST interface that Confluent's has, and others after
 * it. The schemas of one call are registered one after the other, so that some may be registered
 * when the registry refuses a later one. What is looked up is kept for a while: a version for 10
 * min, the newest for 30 s, that there is none for 5 s; in 64 MiB. Safe for concurrent use.
 */
public final class RegistrySchemaStore implements SchemaStore {

  private final URI base;
  private final RegistryCalls calls;
  private final LookupCache cache = new LookupCache(System::nanoTime);

  private RegistrySchemaStore(Builder builder) {
    base = builder.base;
    calls = new RegistryCalls(builder.base, builder.timeout, builder.authorization, builder.tls);
  }

  /**
   * Begins to build a store.
   *
   * @param base where the registry is, such as {@code https://registry:8081}
   * @return a builder with defaults
   * @throws IllegalArgumentException if it is no URL that a registry can have
   */
  public static Builder builder(URI base) {
    return new Builder(base);
  }

  @Override
  public CompletionStage<List<RegisteredSchema>> register(List<Schema> schemas) {
    CompletableFuture<List<RegisteredSchema>> all =
        CompletableFuture.completedFuture(new ArrayList<>());
    try {
      SchemaRules.check(schemas);
    } catch (SchemaStoreException e) {
      return CompletableFuture.failedFuture(e);
    }
    for (Schema schema : schemas) {
      all =
          all.thenCompose(
              before ->
                  register(schema)
                      .thenApply(
                          one -> {
                            before.add(one);
                            return before;
                          }));
    }
    return all.thenApply(List::copyOf);
  }

  private CompletableFuture<RegisteredSchema> register(Schema schema) {
    String subject = schema.getSubject();
    byte[] body = RegistryAnswer.request(schema);
    return calls
        .post(subject, "/versions", body)
        .thenCompose(
            answer -> {
              requireOk(answer);
              cache.changed(subject);
              // older registries say the id only
              return answer.version().isPresent()
                  ? CompletableFuture.completedFuture(answer)
                  : calls.post(subject, "", body);
            })
        .thenApply(
            answer -> {
              requireOk(answer);
              int version =
                  answer
                      .version()
                      .orElseThrow(
                          () ->
                              new SchemaStoreException(
                                  Reason.UNAVAILABLE, "the registry's answer has no version"));
              return RegisteredSchema.newBuilder().setSubject(subject).setVersion(version).build();
            });
  }

  private static void requireOk(RegistryAnswer answer) {
    if (!answer.isOk()) {
      throw answer.failure();
    }
  }

  @Override
  public CompletionStage<Optional<StoredSchema>> latest(String subject) {
    return lookup(new LookupCache.Key(subject, Optional.empty()), "latest");
  }

  @Override
  public CompletionStage<Optional<StoredSchema>> version(String subject, int version) {
    return lookup(new LookupCache.Key(subject, Optional.of(version)), String.valueOf(version));
  }

  private CompletionStage<Optional<StoredSchema>> lookup(LookupCache.Key key, String version) {
    return cache.get(
        key,
        () ->
            calls
                .get(key.subject(), "/versions/" + version)
                .thenApply(
                    answer -> {
                      if (answer.isMissing()) {
                        return Optional.empty();
                      }
                      requireOk(answer);
                      return Optional.of(answer.schema(key.subject()));
                    }));
  }

  @Override
  public String description() {
    return "registry: " + base;
  }

  /** Builds a {@link RegistrySchemaStore}. Not safe for concurrent use. */
  public static final class Builder {

    private final URI base;
    private Duration timeout = Duration.ofSeconds(5);
    private Supplier<Optional<String>> authorization = Optional::empty;
    private Optional<SSLContext> tls = Optional.empty();

    private Builder(URI base) {
      boolean right =
          ("http".equals(base.getScheme()) || "https".equals(base.getScheme()))
              && base.getHost() != null
              && base.getQuery() == null
              && base.getFragment() == null
              && base.getUserInfo() == null;
      if (!right) {
        throw new IllegalArgumentException(
            "the URL of a schema registry must be http or https, with a host, and without user,"
                + " query and fragment, such as https://registry:8081");
      }
      this.base = base;
    }

    /** How long a question may take, 100 ms to 5 min. Default 5 s. */
    public Builder timeout(Duration value) {
      Ranges.between("timeout", value, Duration.ofMillis(100), Duration.ofMinutes(5));
      timeout = value;
      return this;
    }

    /**
     * Authenticates by what a file holds, which is read for each question: {@code user:password}
     * for Basic, or a token for Bearer. Default none.
     *
     * @throws IllegalArgumentException if the file cannot be used, or the registry is asked by
     *     plain HTTP at another machine; the message says so
     */
    public Builder credentials(RegistryCredentials value) {
      value.requireSafe(base);
      authorization = value::header;
      return this;
    }

    /** Whom to trust; the JVM's own certificates if not given. */
    public Builder tls(SSLContext value) {
      tls = Optional.of(value);
      return this;
    }

    /** Makes the store. */
    public RegistrySchemaStore build() {
      return new RegistrySchemaStore(this);
    }
  }
}
