"""How is a file of any format read as rows of cells?"""
