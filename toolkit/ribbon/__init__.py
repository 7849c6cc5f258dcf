"""Door 2, the ribbon: a button starts ``python -I -m toolkit.ribbon TASK ...`` on the workbook open in Excel."""
