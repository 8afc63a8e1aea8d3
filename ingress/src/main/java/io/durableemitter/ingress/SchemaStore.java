package io.durableemitter.ingress;

import io.durableemitter.proto.common.RegisteredSchema;
import io.durableemitter.proto.common.Schema;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Where a server keeps the schemas that clients register. A subject has versions, counted from 1;
 * the same schema registered again keeps its version. The server starts and closes its store. All
 * methods are called by several threads at once and return at once: what takes time goes on behind
 * the stage, within a bounded time. Stages fail with a {@link SchemaStoreException}.
 */
public interface SchemaStore extends AutoCloseable {

  /**
   * Begins to work, before the server listens; may take as long as reading what is stored. Does
   * nothing unless it is overridden.
   *
   * @throws IllegalArgumentException if the settings cannot be right; the message names what is
   *     wrong and what would be right
   * @throws SchemaStoreException if what is stored cannot be reached
   */
  default void start() {}

  /**
   * Registers the schemas of one call, all or, if one of them is refused, none. After trouble of
   * what the store writes to some may have been registered all the same: who repeats the call gets
   * the versions of those.
   *
   * @param schemas at least one
   * @return the subject and version of each, in their order
   */
  CompletionStage<List<RegisteredSchema>> register(List<Schema> schemas);

  /**
   * Looks up the newest version of a subject.
   *
   * @param subject the subject
   * @return the schema; empty if the subject has none
   */
  CompletionStage<Optional<StoredSchema>> latest(String subject);

  /**
   * Looks up a version of a subject.
   *
   * @param subject the subject
   * @param version 1 or more
   * @return the schema; empty if there is none
   */
  CompletionStage<Optional<StoredSchema>> version(String subject, int version);

  /**
   * What this is, and how safe a schema is in it.
   *
   * @return one line, such as {@code memory}; must not have secrets
   */
  String description();

  /**
   * Ends what was begun, after the server has stopped listening. Legal at any time and idempotent.
   * Does nothing unless it is overridden.
   */
  @Override
  default void close() {}
}
