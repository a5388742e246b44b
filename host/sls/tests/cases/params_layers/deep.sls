z: deep
w: deep
