package io.durableemitter.ingress.internal.decode;

import com.fasterxml.jackson.databind.node.NullNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import io.durableemitter.api.internal.wire.StoredEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Messages of a set of descriptors, as {@code protoc --include_imports --descriptor_set_out} writes
 * it. The well-known types need not be in it. Immutable.
 */
public final class MessageTypes {

  private static final int DEEPEST = 500;

  private final Map<String, Descriptor> byName;
  private final String chosen;

  private MessageTypes(Map<String, Descriptor> byName, String chosen) {
    this.byName = byName;
    this.chosen = chosen;
  }

  /**
   * Reads a set of descriptors.
   *
   * @param set its bytes, at most {@link EventInput#LONGEST}
   * @param messageType the full name of the message that data is; empty if events tell it
   * @return the messages
   * @throws UndecodableInputException if it is no such set, lacks a file, or has no such message
   */
  public static MessageTypes read(byte[] set, String messageType) {
    if (set.length > EventInput.LONGEST) {
      throw new UndecodableInputException("the set of descriptors has more than 10 MiB");
    }
    Map<String, FileDescriptorProto> files = new LinkedHashMap<>();
    try {
      FileDescriptorSet.parseFrom(set).getFileList().forEach(one -> files.put(one.getName(), one));
    } catch (InvalidProtocolBufferException e) {
      throw new UndecodableInputException(
          "the file is no set of descriptors: "
              + e.getMessage()
              + "; protoc --include_imports"
              + " --descriptor_set_out makes one");
    }
    Map<String, FileDescriptor> built = new LinkedHashMap<>(WellKnown.files());
    Set<String> open = new HashSet<>();
    files.keySet().forEach(name -> build(name, files, built, open));
    Map<String, Descriptor> byName = new TreeMap<>();
    built.values().forEach(file -> file.getMessageTypes().forEach(type -> add(byName, type)));
    if (!messageType.isEmpty() && !byName.containsKey(messageType)) {
      throw new UndecodableInputException(
          "the set has no message " + messageType + "; it has " + own(byName));
    }
    return new MessageTypes(byName, messageType);
  }

  private static String own(Map<String, Descriptor> byName) {
    List<String> names =
        byName.keySet().stream().filter(name -> !name.startsWith("google.protobuf.")).toList();
    return names.isEmpty()
        ? "none"
        : String.join(", ", names.subList(0, Math.min(20, names.size())));
  }

  private static void add(Map<String, Descriptor> byName, Descriptor type) {
    byName.put(type.getFullName(), type);
    type.getNestedTypes().forEach(nested -> add(byName, nested));
  }

  private static FileDescriptor build(
      String name,
      Map<String, FileDescriptorProto> files,
      Map<String, FileDescriptor> built,
      Set<String> open) {
    FileDescriptor done = built.get(name);
    if (done != null) {
      return done;
    }
    FileDescriptorProto file = files.get(name);
    if (file == null) {
      throw new UndecodableInputException(
          "the set of descriptors lacks " + name + "; write it with --include_imports");
    }
    if (!open.add(name)) {
      throw new UndecodableInputException("in the set of descriptors " + name + " imports itself");
    }
    if (open.size() - built.size() > DEEPEST) {
      throw new UndecodableInputException(
          "the set of descriptors has imports more than " + DEEPEST + " files deep");
    }
    List<FileDescriptor> imports = new ArrayList<>();
    for (String needed : file.getDependencyList()) {
      imports.add(build(needed, files, built, open));
    }
    try {
      FileDescriptor descriptor =
          FileDescriptor.buildFrom(file, imports.toArray(FileDescriptor[]::new));
      built.put(name, descriptor);
      return descriptor;
    } catch (DescriptorValidationException e) {
      throw new UndecodableInputException(
          "the set of descriptors is not consistent: " + e.getMessage());
    }
  }

  /** The message of a type's name, if there is one. */
  Optional<Descriptor> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The fields of an event's data, by name, as JSON values. */
  Object fields(StoredEvent event) {
    String name = chosen.isEmpty() ? event.messageType() : chosen;
    if (name.isEmpty()) {
      throw new UndecodableInputException(
          "the event does not tell which message its data is; name it: " + own(byName));
    }
    Descriptor type =
        find(name)
            .orElseThrow(
                () ->
                    new UndecodableInputException(
                        "the set has no message " + name + "; it has " + own(byName)));
    try {
      return Objects.requireNonNullElse(
          new MessageFields(this).of(parse(type, ByteString.copyFrom(event.dataOrEmpty()))),
          NullNode.getInstance());
    } catch (InvalidProtocolBufferException e) {
      throw new UndecodableInputException("the data is no " + name + ": " + e.getMessage());
    }
  }

  static DynamicMessage parse(Descriptor type, ByteString data)
      throws InvalidProtocolBufferException {
    return DynamicMessage.newBuilder(type).mergeFrom(data).buildPartial();
  }
}
