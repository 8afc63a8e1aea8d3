package io.durableemitter.ingress.schemas;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.squareup.wire.schema.CoreLoader;
import com.squareup.wire.schema.ErrorCollector;
import com.squareup.wire.schema.Linker;
import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.ProtoFile;
import com.squareup.wire.schema.internal.SchemaEncoder;
import com.squareup.wire.schema.internal.parser.ProtoParser;
import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.internal.text.ErrorText;
import io.durableemitter.api.internal.text.ForeignText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Schemas of Protocol Buffers, as text. The message is the one that the event's type names, or the
 * type of its Any, or else the first one of the file.
 */
final class ProtobufSchemas {

  private static final String COMMON = "google/protobuf/";
  private static final String ROOT = "schema.proto";
  private static final int LONGEST_SHOWN = 200;
  private static final int DEEPEST = 64;

  private ProtobufSchemas() {}

  static CompiledSchema compile(String text, List<Referenced> references) {
    List<ProtoFile> files = new ArrayList<>();
    for (Referenced one : references) {
      files.add(parse(one.name(), one.schema().getSchema()));
    }
    ProtoFile root = parse(ROOT, text);
    files.add(root);
    files.forEach(file -> requireImports(file, references));
    FileDescriptor file = descriptor(root, files);
    if (file.getMessageTypes().isEmpty()) {
      throw new UnusableSchemaException("it has no message");
    }
    return (event, data) -> fault(message(file, event), data);
  }

  private static ProtoFile parse(String name, String text) {
    requireFlat(text);
    try {
      return ProtoFile.Companion.get(ProtoParser.Companion.parse(Location.get(name), text));
    } catch (RuntimeException e) {
      throw none(e);
    }
  }

  /** The parser goes as deep as the text does. */
  private static void requireFlat(String text) {
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '{' || c == '[' || c == '(' || c == '<' ? 1 : 0;
      depth -= depth > 0 && (c == '}' || c == ']' || c == ')' || c == '>') ? 1 : 0;
      if (depth > DEEPEST) {
        throw new UnusableSchemaException("it is deeper than " + DEEPEST + " levels of brackets");
      }
    }
  }

  private static void requireImports(ProtoFile file, List<Referenced> references) {
    Stream.concat(file.getImports().stream(), file.getPublicImports().stream())
        .filter(path -> !path.startsWith(COMMON))
        .filter(path -> references.stream().noneMatch(one -> one.name().equals(path)))
        .findFirst()
        .ifPresent(
            path -> {
              throw new UnusableSchemaException(
                  "it imports "
                      + ForeignText.oneLine(path, LONGEST_SHOWN)
                      + ", which is none of its references");
            });
  }

  private static FileDescriptor descriptor(ProtoFile root, List<ProtoFile> files) {
    try {
      ErrorCollector errors = new ErrorCollector();
      com.squareup.wire.schema.Schema linked =
          new Linker(CoreLoader.INSTANCE, errors, true, true).link(files);
      errors.throwIfNonEmpty();
      SchemaEncoder encoder = new SchemaEncoder(linked);
      return built(encoder, linked, root.getLocation().getPath(), new HashMap<>(), new HashSet<>());
    } catch (UnusableSchemaException e) {
      throw e;
    } catch (RuntimeException | InvalidProtocolBufferException | DescriptorValidationException e) {
      throw none(e);
    }
  }

  private static FileDescriptor built(
      SchemaEncoder encoder,
      com.squareup.wire.schema.Schema linked,
      String path,
      Map<String, FileDescriptor> known,
      Set<String> open)
      throws InvalidProtocolBufferException, DescriptorValidationException {
    FileDescriptor done = known.get(path);
    if (done != null) {
      return done;
    }
    if (!open.add(path)) {
      throw new UnusableSchemaException("an import leads back to itself");
    }
    ProtoFile file = linked.protoFile(path);
    if (file == null) {
      throw new UnusableSchemaException("an import is missing");
    }
    FileDescriptorProto proto = FileDescriptorProto.parseFrom(encoder.encode(file).toByteArray());
    List<FileDescriptor> imports = new ArrayList<>();
    for (String one : proto.getDependencyList()) {
      imports.add(built(encoder, linked, one, known, open));
    }
    FileDescriptor made =
        FileDescriptor.buildFrom(proto, imports.toArray(FileDescriptor[]::new), false);
    known.put(path, made);
    return made;
  }

  private static UnusableSchemaException none(Exception error) {
    return new UnusableSchemaException(
        "it is no file of Protocol Buffers: "
            + ForeignText.oneLine(ErrorText.message(error), LONGEST_SHOWN),
        error);
  }

  private static Descriptor message(FileDescriptor file, CloudEvent event) {
    return named(file, event.getType())
        .or(() -> named(file, event.getProtoData().getTypeUrl().replaceFirst(".*/", "")))
        .orElseGet(() -> file.getMessageTypes().get(0));
  }

  private static Optional<Descriptor> named(FileDescriptor file, String name) {
    return file.getMessageTypes().stream()
        .filter(message -> message.getFullName().equals(name))
        .findFirst();
  }

  private static Optional<String> fault(Descriptor type, byte[] data) {
    try {
      DynamicMessage message = DynamicMessage.newBuilder(type).mergeFrom(data).buildPartial();
      if (!message.isInitialized()) {
        return Optional.of(
            "it lacks "
                + ForeignText.oneLine(message.getInitializationErrorString(), LONGEST_SHOWN));
      }
      return unknown(message, type.getName());
    } catch (InvalidProtocolBufferException e) {
      return Optional.of("it is no " + ForeignText.oneLine(type.getFullName(), LONGEST_SHOWN));
    }
  }

  /** A field that the schema does not have. */
  private static Optional<String> unknown(Message message, String path) {
    Optional<Integer> first = message.getUnknownFields().asMap().keySet().stream().findFirst();
    if (first.isPresent()) {
      return Optional.of(
          ForeignText.oneLine(
              "at " + path + " it has a field " + first.get() + " that its schema has not",
              LONGEST_SHOWN));
    }
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      if (field.getKey().getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        String at = path + "." + field.getKey().getName();
        List<?> values =
            field.getValue() instanceof List<?> many ? many : List.of(field.getValue());
        for (Object value : values) {
          Optional<String> fault =
              value instanceof Message one ? unknown(one, at) : Optional.empty();
          if (fault.isPresent()) {
            return fault;
          }
        }
      }
    }
    return Optional.empty();
  }
}
