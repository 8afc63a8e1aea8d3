package io.durableemitter.chipingress;

import io.opentelemetry.api.common.AttributeKey;

/** Names of the semantic conventions for messaging, version 1.45, and of our own. */
final class SpanAttributes {

  static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system.name");
  static final AttributeKey<String> OPERATION = AttributeKey.stringKey("messaging.operation.name");
  static final AttributeKey<String> OPERATION_TYPE =
      AttributeKey.stringKey("messaging.operation.type");
  static final AttributeKey<String> DESTINATION =
      AttributeKey.stringKey("messaging.destination.name");
  static final AttributeKey<String> CLIENT_ID = AttributeKey.stringKey("messaging.client.id");
  static final AttributeKey<String> MESSAGE_ID = AttributeKey.stringKey("messaging.message.id");
  static final AttributeKey<Long> COUNT = AttributeKey.longKey("messaging.batch.message_count");
  static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");
  static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
  static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

  /** Of a link: seconds from the emit of the event to this call. */
  static final AttributeKey<Double> SINCE_EMIT =
      AttributeKey.doubleKey("durable_emitter.seconds_since_emit");

  /** How many events of a call that was answered are not delivered. */
  static final AttributeKey<Long> NOT_DELIVERED =
      AttributeKey.longKey("durable_emitter.batch.not_delivered_count");

  private SpanAttributes() {}
}
