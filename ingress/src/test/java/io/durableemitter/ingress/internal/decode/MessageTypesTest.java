package io.durableemitter.ingress.internal.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Int64Value;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.Value;
import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.internal.wire.DataView.Kind;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Data is read by a set of descriptors: nested messages, maps, enums and the well-known types. */
class MessageTypesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static FieldDescriptorProto.Builder field(
      String name, int number, FieldDescriptorProto.Type type) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(type)
        .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
  }

  private static FieldDescriptorProto.Builder message(String name, int number, String type) {
    return field(name, number, FieldDescriptorProto.Type.TYPE_MESSAGE).setTypeName(type);
  }

  private static final FileDescriptorProto SHOP =
      FileDescriptorProto.newBuilder()
          .setName("shop.proto")
          .setSyntax("proto3")
          .setPackage("shop")
          .addDependency("google/protobuf/timestamp.proto")
          .addDependency("google/protobuf/duration.proto")
          .addDependency("google/protobuf/any.proto")
          .addDependency("google/protobuf/struct.proto")
          .addDependency("google/protobuf/wrappers.proto")
          .addDependency("google/protobuf/field_mask.proto")
          .addEnumType(
              EnumDescriptorProto.newBuilder()
                  .setName("State")
                  .addValue(EnumValueDescriptorProto.newBuilder().setName("NEW").setNumber(0))
                  .addValue(EnumValueDescriptorProto.newBuilder().setName("PAID").setNumber(1)))
          .addMessageType(
              DescriptorProto.newBuilder()
                  .setName("Order")
                  .addField(field("name", 1, FieldDescriptorProto.Type.TYPE_STRING))
                  .addField(field("cents", 2, FieldDescriptorProto.Type.TYPE_INT64))
                  .addField(
                      field("state", 3, FieldDescriptorProto.Type.TYPE_ENUM)
                          .setTypeName(".shop.State"))
                  .addField(message("at", 4, ".google.protobuf.Timestamp"))
                  .addField(
                      message("lines", 5, ".shop.Order.Line")
                          .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED))
                  .addField(
                      message("tags", 6, ".shop.Order.TagsEntry")
                          .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED))
                  .addField(message("extra", 7, ".google.protobuf.Any"))
                  .addField(message("free", 8, ".google.protobuf.Struct"))
                  .addField(message("limit", 9, ".google.protobuf.Int64Value"))
                  .addField(message("took", 10, ".google.protobuf.Duration"))
                  .addField(message("mask", 11, ".google.protobuf.FieldMask"))
                  .addField(field("seal", 12, FieldDescriptorProto.Type.TYPE_BYTES))
                  .addField(field("unsigned", 13, FieldDescriptorProto.Type.TYPE_UINT64))
                  .addField(field("ratio", 14, FieldDescriptorProto.Type.TYPE_DOUBLE))
                  .addNestedType(
                      DescriptorProto.newBuilder()
                          .setName("Line")
                          .addField(field("item", 1, FieldDescriptorProto.Type.TYPE_STRING)))
                  .addNestedType(
                      DescriptorProto.newBuilder()
                          .setName("TagsEntry")
                          .setOptions(MessageOptions.newBuilder().setMapEntry(true))
                          .addField(field("key", 1, FieldDescriptorProto.Type.TYPE_STRING))
                          .addField(field("value", 2, FieldDescriptorProto.Type.TYPE_INT32))))
          .build();
  private static final byte[] SET =
      FileDescriptorSet.newBuilder().addFile(SHOP).build().toByteArray();

  private static UnknownFieldSet.Field bytes(ByteString... values) {
    UnknownFieldSet.Field.Builder field = UnknownFieldSet.Field.newBuilder();
    for (ByteString value : values) {
      field.addLengthDelimited(value);
    }
    return field.build();
  }

  private static UnknownFieldSet.Field varint(long value) {
    return UnknownFieldSet.Field.newBuilder().addVarint(value).build();
  }

  private static ByteString line(String item) {
    return UnknownFieldSet.newBuilder()
        .addField(1, bytes(ByteString.copyFromUtf8(item)))
        .build()
        .toByteString();
  }

  private static CloudEvent event(ByteString data) {
    return CloudEvent.newBuilder()
        .setId("i")
        .setSource("s")
        .setType("t")
        .setProtoData(Any.newBuilder().setTypeUrl("type.example/shop.Order").setValue(data))
        .build();
  }

  private static DecodedData decoded(CloudEvent event, String type) {
    return DecodedData.of(
        EventInput.ofPayload(event.toByteArray()), Optional.of(MessageTypes.read(SET, type)));
  }

  @Test
  void allKindsOfFieldsHaveTheirNames() throws Exception {
    Struct free =
        Struct.newBuilder()
            .putFields("yes", Value.newBuilder().setBoolValue(true).build())
            .putFields("none", Value.newBuilder().setNullValueValue(0).build())
            .build();
    ByteString tag =
        UnknownFieldSet.newBuilder()
            .addField(1, bytes(ByteString.copyFromUtf8("k")))
            .addField(2, varint(7))
            .build()
            .toByteString();
    Any extra = Any.newBuilder().setTypeUrl("x/shop.Order.Line").setValue(line("in")).build();
    ByteString order =
        UnknownFieldSet.newBuilder()
            .addField(1, bytes(ByteString.copyFromUtf8("n\u001b[2J")))
            .addField(2, varint(-5))
            .addField(3, varint(1))
            .addField(4, bytes(Timestamp.newBuilder().setSeconds(1).build().toByteString()))
            .addField(5, bytes(line("a"), line("b")))
            .addField(6, bytes(tag))
            .addField(7, bytes(extra.toByteString()))
            .addField(8, bytes(free.toByteString()))
            .addField(9, bytes(Int64Value.of(9).toByteString()))
            .addField(
                10,
                bytes(
                    Duration.newBuilder()
                        .setSeconds(1)
                        .setNanos(500_000_000)
                        .build()
                        .toByteString()))
            .addField(11, bytes(FieldMask.newBuilder().addPaths("a.b").build().toByteString()))
            .addField(12, bytes(ByteString.copyFrom(new byte[] {1, 2})))
            .addField(13, varint(-1))
            .addField(
                14,
                UnknownFieldSet.Field.newBuilder()
                    .addFixed64(Double.doubleToLongBits(Double.NaN))
                    .build())
            .addField(99, varint(3))
            .build()
            .toByteString();
    DecodedData decoded = decoded(event(order), "");
    assertThat(decoded.kind()).isEqualTo(Kind.MESSAGE);
    assertThat(JSON.readTree(JSON.writeValueAsString(decoded.json())))
        .isEqualTo(
            JSON.readTree(
                """
                {"name":"n\\u001b[2J","cents":"-5","state":"PAID","at":"1970-01-01T00:00:01Z",
                 "lines":[{"item":"a"},{"item":"b"}],"tags":{"k":7},
                 "extra":{"@type":"x/shop.Order.Line","value":{"item":"in"}},
                 "free":{"yes":true,"none":null},"limit":"9","took":"1.5s","mask":["a.b"],
                 "seal":"AQI=","unsigned":"18446744073709551615","ratio":"NaN",
                 "@unknown":["99: varint 3"]}
                """));
    assertThat(String.join("\n", decoded.lines())).contains("\"state\": \"PAID\"");
  }

  @Test
  void whatIsMissingOrWrongIsNamed() {
    CloudEvent event = event(line("x"));
    CloudEvent bare =
        event.toBuilder().setBinaryData(ByteString.copyFrom(new byte[] {8, 1})).build();
    refused(
        () -> decoded(bare, ""), "does not tell which message its data is; name it: shop.Order");
    refused(
        () -> MessageTypes.read(SET, "shop.Odrer"), "no message shop.Odrer; it has shop.Order,");
    refused(() -> MessageTypes.read(new byte[] {7}, ""), "no set of descriptors");
    byte[] lacking =
        FileDescriptorSet.newBuilder()
            .addFile(SHOP.toBuilder().addDependency("other.proto"))
            .build()
            .toByteArray();
    refused(() -> MessageTypes.read(lacking, ""), "lacks other.proto; write it with");
    byte[] round =
        FileDescriptorSet.newBuilder()
            .addFile(FileDescriptorProto.newBuilder().setName("a").addDependency("a"))
            .build()
            .toByteArray();
    refused(() -> MessageTypes.read(round, ""), "a imports itself");
    refused(
        () -> decoded(event(ByteString.copyFrom(new byte[] {0x0a, 9, 1})), "shop.Order"),
        "the data is no shop.Order");
  }

  private static void refused(Runnable work, String message) {
    assertThatThrownBy(work::run)
        .isInstanceOf(UndecodableInputException.class)
        .hasMessageContaining(message);
  }
}
