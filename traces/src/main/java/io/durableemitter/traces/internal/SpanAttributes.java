package io.durableemitter.traces.internal;

import io.opentelemetry.api.common.AttributeKey;

/** Names of the semantic conventions for messaging, RPC and HTTP, version 1.45, and of our own. */
public final class SpanAttributes {

  public static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system.name");
  public static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("messaging.operation.name");
  public static final AttributeKey<String> OPERATION_TYPE =
      AttributeKey.stringKey("messaging.operation.type");
  public static final AttributeKey<String> DESTINATION =
      AttributeKey.stringKey("messaging.destination.name");
  public static final AttributeKey<String> CLIENT_ID =
      AttributeKey.stringKey("messaging.client.id");
  public static final AttributeKey<String> MESSAGE_ID =
      AttributeKey.stringKey("messaging.message.id");
  public static final AttributeKey<Long> COUNT =
      AttributeKey.longKey("messaging.batch.message_count");
  public static final AttributeKey<String> SERVER_ADDRESS =
      AttributeKey.stringKey("server.address");
  public static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
  public static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

  /** Of a link: seconds from the emit of the event to this call. */
  public static final AttributeKey<Double> SINCE_EMIT =
      AttributeKey.doubleKey("durable_emitter.seconds_since_emit");

  /** How many events of a call that was answered are not delivered. */
  public static final AttributeKey<Long> NOT_DELIVERED =
      AttributeKey.longKey("durable_emitter.batch.not_delivered_count");

  public static final AttributeKey<String> PARTITION =
      AttributeKey.stringKey("messaging.destination.partition.id");
  public static final AttributeKey<Long> KAFKA_OFFSET =
      AttributeKey.longKey("messaging.kafka.offset");
  public static final AttributeKey<Long> HTTP_STATUS =
      AttributeKey.longKey("http.response.status_code");

  public static final AttributeKey<String> RPC_SYSTEM = AttributeKey.stringKey("rpc.system.name");
  public static final AttributeKey<String> RPC_METHOD = AttributeKey.stringKey("rpc.method");
  public static final AttributeKey<String> RPC_STATUS =
      AttributeKey.stringKey("rpc.response.status_code");

  private SpanAttributes() {}
}
