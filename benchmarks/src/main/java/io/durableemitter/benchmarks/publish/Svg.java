package io.durableemitter.benchmarks.publish;

import java.awt.Dimension;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.text.TextUtils;
import org.w3c.dom.Document;

/** Writes plots as SVG: the same plot with the same fonts is the same text. */
final class Svg {

  private static final int WIDTH = 860;

  // whoever reads it would fetch what it names
  private static final Pattern DOCTYPE = Pattern.compile("<!DOCTYPE[^>]*>\\s*");

  static {
    // text stays text, on axes beside a plot too
    TextUtils.setUseDrawRotatedStringWorkaround(false);
  }

  private Svg() {}

  static String of(Plot plot, Palette palette) {
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document());
    context.setComment("written by benchmarks/publish");
    SVGGraphics2D graphics = new SVGGraphics2D(context, false);
    graphics.setSVGCanvasSize(new Dimension(WIDTH, plot.height()));
    plot.chart(palette).draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, plot.height()));
    StringWriter text = new StringWriter();
    try {
      graphics.stream(text, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return DOCTYPE.matcher(text.toString()).replaceFirst("") + "\n";
  }

  private static Document document() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument("http://www.w3.org/2000/svg", "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK has no parser of XML", e);
    }
  }
}
