package io.durableemitter.core.internal.encode;

import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.api.internal.text.Utf8;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which member of the data oneof carries the body: {@code proto_data} for protobuf, {@code
 * text_data} for text that is valid UTF-8, {@code binary_data} for everything else.
 */
final class DataContent {

  static final String PROTOBUF = "application/protobuf";

  private static final int BINARY_DATA = 6;
  private static final int TEXT_DATA = 7;
  private static final int PROTO_DATA = 8;

  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[!-~&&[^/;]]+/[!-~&&[^/;]]+ *(;[ -~]*)?");

  private DataContent() {}

  /** Fails unless the content type that was said of a body looks like a media type. */
  static void check(@Nullable Object contentType) {
    String said = String.valueOf(contentType);
    if (!MEDIA_TYPE.matcher(said).matches()) {
      throw new InvalidEventException(
          "attribute 'datacontenttype' is '"
              + ForeignText.oneLine(said, 64)
              + "', which is no media type; write one such as application/octet-stream");
    }
  }

  static boolean isProtobuf(String contentType) {
    return mediaType(contentType).equals(PROTOBUF);
  }

  static void write(ProtoWriter out, String contentType, String dataSchema, byte[] body) {
    if (isProtobuf(contentType)) {
      ProtoWriter any = new ProtoWriter(body.length + dataSchema.length() + 12);
      if (!dataSchema.isEmpty()) {
        any.stringField(1, dataSchema);
      }
      if (body.length > 0) {
        any.bytesField(2, body);
      }
      out.bytesField(PROTO_DATA, any.toByteArray());
    } else {
      out.bytesField(
          isText(contentType) && Utf8.isUtf8(body, 0, body.length) ? TEXT_DATA : BINARY_DATA, body);
    }
  }

  private static boolean isText(String contentType) {
    String type = mediaType(contentType);
    return type.startsWith("text/")
        || type.equals("application/json")
        || type.equals("application/xml")
        || type.endsWith("+json")
        || type.endsWith("+xml");
  }

  private static String mediaType(String contentType) {
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return type.strip().toLowerCase(Locale.ROOT);
  }
}
