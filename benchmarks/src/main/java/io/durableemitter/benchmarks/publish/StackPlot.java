package io.durableemitter.benchmarks.publish;

import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.StackedBarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.title.LegendTitle;
import org.jfree.data.category.DefaultCategoryDataset;

/**
 * Processor time by process, as bars of three parts.
 *
 * @param name of the file
 * @param stacks from top to bottom
 */
record StackPlot(String name, List<Stack> stacks) implements Plot {

  private static final int AROUND = 110;
  private static final int EACH = 28;
  private static final List<String> LEGEND = List.of("emitter", "PostgreSQL", "ingress");

  @Override
  public int height() {
    return AROUND + EACH * stacks.size();
  }

  @Override
  public JFreeChart chart(Palette palette) {
    DefaultCategoryDataset parts = new DefaultCategoryDataset();
    for (Stack stack : stacks) {
      for (int part = 0; part < LEGEND.size(); part++) {
        parts.addValue(stack.parts().get(part), LEGEND.get(part), stack.label());
      }
    }
    Look look = new Look(palette);
    CategoryAxis labels = new CategoryAxis();
    look.axis(labels);
    labels.setMaximumCategoryLabelWidthRatio(0.5f);
    NumberAxis numbers = new NumberAxis("processor time per event, microseconds");
    look.values(numbers);
    numbers.setNumberFormatOverride(Look.numbers());
    StackedBarRenderer renderer = new StackedBarRenderer();
    renderer.setBarPainter(new StandardBarPainter());
    renderer.setShadowVisible(false);
    renderer.setMaximumBarWidth(0.5);
    for (int part = 0; part < LEGEND.size(); part++) {
      renderer.setSeriesPaint(part, palette.ofPart(part));
    }
    CategoryPlot plot = new CategoryPlot(parts, labels, numbers, renderer);
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
    plot.setRangeGridlinePaint(palette.grid());
    return look.chart(plot, new LegendTitle(plot));
  }
}
