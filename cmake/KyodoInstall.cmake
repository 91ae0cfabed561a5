# What an out-of-tree stage plugin needs: the ABI header, the C++ companion and a CMake package.
