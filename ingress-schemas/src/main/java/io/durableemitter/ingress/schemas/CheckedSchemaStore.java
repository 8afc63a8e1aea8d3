package io.durableemitter.ingress.schemas;

import io.durableemitter.ingress.SchemaRules;
import io.durableemitter.ingress.SchemaStore;
import io.durableemitter.ingress.SchemaStoreException;
import io.durableemitter.ingress.SchemaStoreException.Reason;
import io.durableemitter.ingress.StoredSchema;
import io.durableemitter.proto.common.RegisteredSchema;
import io.durableemitter.proto.common.Schema;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Registers only schemas that data can be checked by; what they refer to must have been registered
 * before. Safe for concurrent use.
 */
public final class CheckedSchemaStore implements SchemaStore {

  private final SchemaStore store;
  private final SchemaCompiler compiler;

  /**
   * A store.
   *
   * @param store where the schemas are kept; this one starts and closes it
   */
  public CheckedSchemaStore(SchemaStore store) {
    this.store = store;
    this.compiler = new SchemaCompiler(store);
  }

  @Override
  public void start() {
    store.start();
  }

  @Override
  public CompletionStage<List<RegisteredSchema>> register(List<Schema> schemas) {
    CompletionStage<Boolean> checked = CompletableFuture.completedFuture(true);
    try {
      SchemaRules.check(schemas);
    } catch (SchemaStoreException e) {
      return CompletableFuture.failedFuture(e);
    }
    for (Schema schema : schemas) {
      checked = checked.thenCompose(before -> check(schema));
    }
    return checked.thenCompose(all -> store.register(schemas));
  }

  private CompletionStage<Boolean> check(Schema schema) {
    return compiler
        .compile(schema)
        .handle(
            (made, error) -> {
              if (error == null) {
                return true;
              }
              Throwable cause =
                  error instanceof CompletionException && error.getCause() != null
                      ? error.getCause()
                      : error;
              throw cause instanceof UnusableSchemaException e
                  ? new SchemaStoreException(
                      Reason.INVALID,
                      SchemaRules.named(schema) + " cannot be used: " + e.getMessage(),
                      e)
                  : new CompletionException(cause);
            });
  }

  @Override
  public CompletionStage<Optional<StoredSchema>> latest(String subject) {
    return store.latest(subject);
  }

  @Override
  public CompletionStage<Optional<StoredSchema>> version(String subject, int version) {
    return store.version(subject, version);
  }

  @Override
  public String description() {
    return store.description();
  }

  @Override
  public void close() {
    store.close();
  }
}
